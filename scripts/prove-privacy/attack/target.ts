/** Where one channel aims: a host and port that no other channel has, so that whatever arrives names its way. */
export interface Target {
  /** `fetch.decoy.localhost` */
  readonly host: string;
  readonly port: number;
  /** Stands in the address and in bodies, in the place of findings. */
  readonly canary: string;
}

/** The same under a public name, for what browsers do with those alone; this one is told to take it to a decoy. */
export function publicHostOf({ host }: Target): string {
  return host.replace(/localhost$/, 'example');
}

/** The address of the target with the canary in it. */
export function urlOf({ host, port, canary }: Target, scheme = 'http'): string {
  return `${scheme}://${host}:${port}/?text=${canary}`;
}
