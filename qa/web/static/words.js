// What the page's scripts say, in the reader's language: the table that Gradio's own translation uses.
const cuttingsWords = (() => {
  "use strict";
  const language = () => {
    const tables = (window.gradio_config && window.gradio_config.i18n_translations) || {};
    const wanted = navigator.languages.map((name) => name.toLowerCase().split("-")[0]);
    return wanted.find((name) => tables[name]) || "en";
  };
  const say = (name, values = {}) => {
    const tables = (window.gradio_config && window.gradio_config.i18n_translations) || {};
    const text = (tables[language()] || {})[name] || (tables.en || {})[name] || name;
    return text.replace(/\{(\w+)\}/g, (_, key) => (key in values ? values[key] : ""));
  };
  return { language, say };
})();
