/**
 * Tells how far a long run is: in place on a terminal, every tenth draft elsewhere.
 * @param what is drafted: a model and kind of findings
 */
export function createProgressLine(what: string, total: number): (done: number) => void {
  const started = performance.now();
  let startedAt: number | null = null;
  return (done) => {
    // Drafts of an earlier run cost nothing now, so they do not count for the time left.
    startedAt ??= done - 1;
    const perDraft = (performance.now() - started) / (done - startedAt);
    const left = Math.round(((total - done) * perDraft) / 1000);
    const text = `${what}: ${done} of ${total}, about ${Math.floor(left / 60)} min ${left % 60} s left`;
    if (process.stdout.isTTY) process.stdout.write(`\r${text}   ${done === total ? '\n' : ''}`);
    else if (done % 10 === 0 || done === total) console.log(text);
  };
}
