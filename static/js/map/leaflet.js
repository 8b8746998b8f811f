// Leaflet as a module. The package's own module isn't minified, and three times the size.
import "../../js_lib_leaflet/leaflet.js";

export default globalThis.L;
