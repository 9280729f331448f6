/** What the pack is, and what it is not; for a reader who has never seen the app. */
export const METHOD = `READROOM: PRIVACY EVIDENCE

Made by the page "Privacy" of the app itself, in the browser whose facts are in
environment.json. No report was read to make it. Nothing in here was written by
a person but the name of the self-test's decoy; models are told by hashes alone,
requests by where they went and not by what may stand behind a question mark.

WHAT IS IN HERE

environment.json  browser, address of the app, the build (made here from its
                  list of files, see below), and what the browser was seen to enforce
                  when the page was opened.
self-test.json    every way out of a page, tried at a decoy from the page, a
                  worker and the service worker. "blocked": the browser itself
                  named the rule that stopped it. "leaked": something came back
                  from the decoy. "unseen": neither; silence is no proof.
                  "silent" counts those of which browsers tell when a rule
                  stops them. "untried": not made, and why.
headers.json      the headers of every response to the files below, as the
                  browser shows them to a page.
files.json        every file that the build lists, fetched again past the HTTP
                  cache, with size and SHA-256 as received, beside those of the
                  list. Of service-worker.js the first line, which names this
                  very list, is compared as text and not hashed. Where a service worker runs, it may answer in place of
                  the server: what it holds is what the browser runs.
sbom.cdx.json     what the build is made of (CycloneDX), as served.
models.json       the models installed in this browser, by the hashes of their
                  manifests and files; the tab Provenance of the Model library
                  shows the same hashes with the names.
requests.json     the requests on the browser's timelines since the page was
                  opened, by page and workers. "foreign" must be 0. Tries of
                  the self-test are aimed elsewhere on purpose and counted
                  apart.
summary.html      the same in short, to read or to print.

WHAT IT CANNOT SHOW

A page cannot see name lookups, connections opened ahead of time, WebRTC packets
or what the browser itself and its extensions do, and an app that lies could lie
here too. So check from outside:

1. Build from the source ("npm run build") and compare with the server:
   "npm run manifest -- --check ADDRESS" must end with "as listed"
   and say "It is the build that lies here". The build's id, here and there, is
   the SHA-256 of lines "<sha256> <bytes> <path>", sorted by path, of the files.
2. Give the self-test a decoy of your own and watch its log. Let it answer with
   Access-Control-Allow-Origin: *, Cross-Origin-Resource-Policy: cross-origin
   and Timing-Allow-Origin: *, so that an answer is seen by the page too.
3. Run "npm run prove-privacy": the whole journey under the browser's network
   log, with the headers on and, to show that the detector works, off.
4. Pull the plug after installing, and write reports.

Trust is left in three places: the first load of the page, the browser, and the
operating system under it.
`;
