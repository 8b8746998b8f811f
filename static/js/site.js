// What every page needs: the place one is at is marked in the navigation.
const here = location.pathname;
for (const link of document.querySelectorAll(".nav-item")) {
  const path = new URL(link.href).pathname;
  if (path === here || (path !== "/" && here.startsWith(path) && path !== "/listings/")) {
    link.setAttribute("aria-current", path === here ? "page" : "true");
  }
}
