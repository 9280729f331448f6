import { Copy, FilePlus2, Printer as PrinterIcon } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { RunningFacts } from '../../domain/model/running-facts.ts';
import { EVALUATION_LIMITS, parseEvaluation, withEvaluation } from '../../domain/model/parse-evaluation.ts';
import { unwrap } from '../../domain/result.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { Button } from '../../ui/button.tsx';
import { formatMoment } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import type { LibraryParts } from './library-props.ts';
import { provenanceJson, provenanceOf, type Provenance } from './provenance.ts';
import { ProvenanceSheet } from './provenance-sheet.tsx';
import { useKeptLibraries } from './use-kept-libraries.ts';
import styles from './provenance.module.css';
import type { ChangeModel } from './use-models.ts';

interface ProvenanceSectionProps {
  readonly model: InstalledModel;
  readonly engines: RunningFacts | null;
  readonly parts: Pick<LibraryParts, 'clipboard' | 'printer' | 'libraries' | 'clock'>;
  readonly onChange: ChangeModel;
  readonly onDone: (text: string) => void;
}

/** The provenance sheet, with the ways to take it along and to add what an evaluation found. */
export function ProvenanceSection(props: ProvenanceSectionProps): ReactNode {
  const { model, engines, parts, onChange, onDone } = props;
  const [error, setError] = useState<ReadroomError | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const kept = useKeptLibraries(parts.libraries).data?.map(({ library }) => library) ?? null;
  const [gatheredAt, setGatheredAt] = useState(() => parts.clock.now());
  const provenanceAt = (now: number): Provenance => provenanceOf(model, { engines, kept, now });
  const provenance = provenanceAt(gatheredAt);

  const attempt = async (work: () => Promise<string>): Promise<void> => {
    setError(null);
    try {
      onDone(await work());
    } catch (caught) {
      setError(asReadroomError(caught));
    }
  };
  const print = (): void => {
    // On the page before the browser takes its picture.
    flushSync(() => setGatheredAt(parts.clock.now()));
    parts.printer.print();
  };
  const copy = (): Promise<void> =>
    attempt(async () => {
      await parts.clipboard.writeText(provenanceJson(provenanceAt(parts.clock.now())));
      return 'The provenance sheet was copied as JSON.';
    });
  const add = (file: File): Promise<void> =>
    attempt(async () => {
      // One byte more than is allowed tells that there is more, without reading a checkpoint chosen by mistake.
      const head = file.slice(0, EVALUATION_LIMITS.maxBytes + 1);
      const { id } = model.manifest;
      const bytes = new Uint8Array(await head.arrayBuffer());
      const added = unwrap(parseEvaluation(bytes, { id, manifestSha256: model.manifestSha256 }));
      const refusal = await onChange({ evaluations: withEvaluation(model.details.evaluations, added) });
      if (refusal !== null) throw refusal;
      return `The evaluation on ${added.data.name} was added.`;
    });

  return (
    <div className={styles['section']}>
      <div className={styles['actions']}>
        <Button icon={<PrinterIcon aria-hidden="true" />} onClick={print}>
          Print
        </Button>
        <Button icon={<Copy aria-hidden="true" />} onClick={() => void copy()}>
          Copy as JSON
        </Button>
        <Button icon={<FilePlus2 aria-hidden="true" />} onClick={() => chooser.current?.click()}>
          Add evaluation…
        </Button>
        <input
          ref={chooser}
          hidden
          type="file"
          accept=".json,application/json"
          aria-label="Evaluation file"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file !== undefined) void add(file);
            // The same file may be chosen again.
            event.target.value = '';
          }}
        />
      </div>
      {error !== null && <ErrorNotice error={error} />}
      <ProvenanceSheet provenance={provenance} heading={null} />
      {/* Outside the app's scrolling boxes, which a printer would cut off; not on the screen. */}
      {createPortal(
        <div className={styles['paper']}>
          <ProvenanceSheet
            provenance={provenance}
            heading={
              <header>
                <h3>{provenance.name}</h3>
                <p>
                  Readroom, provenance of a language model, as of {formatMoment(Date.parse(provenance.asOf))}.
                  Not a medical device.
                </p>
              </header>
            }
          />
        </div>,
        document.body,
      )}
    </div>
  );
}
