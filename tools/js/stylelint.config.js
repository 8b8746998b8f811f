export default {
  extends: "stylelint-config-recommended",
  // Rules stand by what they style rather than by specificity.
  rules: { "no-descending-specificity": null },
};
