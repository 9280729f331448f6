import type { Place } from '../../domain/privacy/channels.ts';
import type { ChannelResult, SelfTestReport } from '../../domain/privacy/self-test.ts';
import type { Observed } from './run-probes.ts';

/** Tries the ways out of this browser. Safe with a report open: it knows a random canary and nothing else. */
export interface SelfTest {
  /** Host of this page, with its port: no decoy. */
  readonly ownHost: string;
  /**
   * Never throws for what a channel does; a cancelled run is a report of what was known by then.
   * @param options `decoy`: host of the decoy, see `parseDecoy`; `onResult` is told each result as it comes, in no order
   */
  run(options: {
    readonly decoy: string;
    readonly signal: AbortSignal;
    readonly onResult?: (result: ChannelResult) => void;
  }): Promise<SelfTestReport>;
}

/** A place besides the page, which runs its probes itself. */
export interface OtherPlace {
  readonly place: Exclude<Place, 'page'>;
  /**
   * Resolves when all its probes have run: to null, or to the reason why there is no such place here.
   * @throws AbortError
   */
  run(options: {
    /** Host of the decoy and the canary behind a slash. */
    readonly base: string;
    readonly signal: AbortSignal;
    readonly onObserved: (observed: Observed) => void;
  }): Promise<string | null>;
}
