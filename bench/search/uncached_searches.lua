-- Each time a search that nobody has asked yet, of places that others have.
local n = os.time() * 500

request = function()
  n = n + 1
  return wrk.format("GET", "/listings/?max_rent=" .. 1000 + n % 90000)
end
