import js from "@eslint/js";
import globals from "globals";

const { browser, node } = globals;

export default [
  js.configs.recommended,
  { files: ["static/js/**"], languageOptions: { globals: { ...browser, htmx: "readonly" } } },
  { files: ["tests/js/**"], languageOptions: { globals: { ...browser, ...node } } },
];
