// What the page's scripts say, in the reader's language: the table of the page, or the one that Gradio's own translation uses.
const cuttingsWords = (() => {
  "use strict";
  const own = typeof cuttingsTexts === "undefined" ? null : cuttingsTexts;
  const tables = () => (own ? { [own.language]: own } : (window.gradio_config && window.gradio_config.i18n_translations) || {});
  const language = () => {
    if (own) return own.language;
    const wanted = navigator.languages.map((name) => name.toLowerCase().split("-")[0]);
    return wanted.find((name) => tables()[name]) || "en";
  };
  const say = (name, values = {}) => {
    const text = (tables()[language()] || {})[name] || (tables().en || {})[name] || name;
    return text.replace(/\{(\w+)\}/g, (_, key) => (key in values ? values[key] : ""));
  };
  const figure = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, say("thousands"));
  // "1 article", "2 articles": the form of the noun is the one that the browser chooses for the language
  const counted = (number, noun) => {
    const form = { one: noun, few: `${noun}s`, many: `${noun}s_many` }[new Intl.PluralRules(language()).select(number)] || `${noun}s`;
    const text = say(form) === form ? say(`${noun}s`) : say(form);
    return text.includes("{n}") ? text.replace("{n}", figure(number)) : `${figure(number)} ${text}`;
  };
  return { language, say, figure, counted };
})();
