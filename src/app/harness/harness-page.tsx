import { useEffect, useRef, type ReactNode } from 'react';
import type { Outside } from '../services.ts';
import { createHarness } from './create-harness.ts';

const filesOf = (input: HTMLInputElement | null): readonly File[] => [...(input?.files ?? [])];

/** Registers `window.readroomHarness` for scripts that measure the app (harness-api.ts). */
export function HarnessPage({ services }: { readonly services: Outside }): ReactNode {
  const base = useRef<HTMLInputElement>(null);
  const adapter = useRef<HTMLInputElement>(null);
  useEffect(() => {
    window.readroomHarness = createHarness(services, {
      base: () => filesOf(base.current),
      adapter: () => filesOf(adapter.current),
    });
    return () => {
      delete window.readroomHarness;
    };
  }, [services]);
  return (
    <main>
      <h1>Readroom harness</h1>
      <p>For scripts that measure this build; the app is at the root of this address.</p>
      <label>
        Base files <input ref={base} type="file" multiple />
      </label>
      <label>
        Adapter files <input ref={adapter} type="file" multiple />
      </label>
    </main>
  );
}
