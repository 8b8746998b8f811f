// Leaflet as a module. The package's own module build is three times the size, not being minified.
import "../../js_lib_leaflet/leaflet.js";

export default globalThis.L;
