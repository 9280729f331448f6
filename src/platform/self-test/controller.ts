/** The service worker that answers for this page's requests; null where there is none. */
export function serviceWorkerController(): ServiceWorker | null {
  // Missing in an insecure context, whatever the types say.
  return (navigator as Partial<Navigator>).serviceWorker?.controller ?? null;
}
