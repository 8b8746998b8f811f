-- Each request is a search that isn't cached, with listings that are.
local n = os.time() * 500

request = function()
  n = n + 1
  return wrk.format("GET", "/listings/?max_rent=" .. 1000 + n % 90000)
end
