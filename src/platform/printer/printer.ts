/** Hands the page, as its print styles lay it out, to the browser's print dialog. */
export interface Printer {
  print(): void;
}

export function createWebPrinter(): Printer {
  return { print: () => window.print() };
}
