// Addresses of the server: `cuttingsPaths`, from its table of routes, stands before this in the page.
const cuttingsAddress = (name, ...steps) => cuttingsPaths[name].replace(/\{\w+\}/g, () => encodeURIComponent(steps.shift()));
