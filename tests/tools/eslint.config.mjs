// The rules for the modules of pages.
import js from "@eslint/js";

const browser = Object.fromEntries(
  [
    "addEventListener", "Blob", "clearTimeout", "CustomEvent", "document", "DOMParser", "fetch", "FileReader", "FormData", "getSelection",
    "history", "innerHeight", "Intl", "localStorage", "location", "matchMedia", "MutationObserver", "navigator", "Node", "NodeFilter",
    "Option", "Range", "ResizeObserver", "scrollBy", "setTimeout", "URL", "URLSearchParams", "window",
  ].map((name) => [name, "readonly"]),
);

export default [
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: "latest", sourceType: "module", globals: browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "consistent-return": "error",
      "eqeqeq": "error",
      "no-implicit-coercion": "error",
      "no-shadow": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
];
