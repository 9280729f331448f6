/**
 * Takes the network away from a worker: web-llm fetches whatever it does not find in its cache, past the checks of our
 * store. All that it needs lies there; a row that is missing is an error and no reason to ask anybody.
 */
export function refuseNetwork(scope: { fetch: typeof fetch }): void {
  scope.fetch = () => Promise.reject(new TypeError('A model is loaded from this browser only.'));
}
