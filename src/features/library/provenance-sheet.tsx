import { FactList } from '../../ui/fact-list.tsx';
import type { ReactNode } from 'react';
import { formatBytes, formatCount, formatMoment } from '../../ui/format.ts';
import { EvaluationsTable } from './evaluations-table.tsx';
import { HonestyTable } from './honesty-table.tsx';
import type { Provenance } from './provenance.ts';
import styles from './provenance.module.css';

interface ProvenanceSheetProps {
  readonly provenance: Provenance;
  /** On paper the model's name heads the sheet; on the screen it stands above already. */
  readonly heading: ReactNode;
}

/** Where a model comes from and how it was checked, in full: on the screen and on paper. */
export function ProvenanceSheet({ provenance, heading }: ProvenanceSheetProps): ReactNode {
  const { installed, base, adapter, prompt, architecture, context } = provenance;
  return (
    <article className={styles['sheet']}>
      {heading}
      <Part title="Identity">
        <Facts
          facts={[
            ...(heading === null ? [['Name', provenance.name] as const] : []),
            ['Identifier', provenance.id],
            ['Description', provenance.description],
            ['Licence', provenance.licence],
            ['Size', formatBytes(provenance.totalBytes)],
            ['Manifest SHA-256', <Hash key="hash" value={provenance.manifestSha256} />],
          ]}
        />
      </Part>
      <Part title="Installation">
        <Facts
          facts={[
            ['Installed', formatMoment(Date.parse(installed.at))],
            ['By', installed.by === '' ? 'not told' : installed.by],
            ['How', installed.how],
            ['Source', installed.source],
            ['Files it came from', installed.from.length === 0 ? 'this server’s' : installed.from.join(', ')],
            [
              'Last used',
              installed.lastUsed === null ? 'not yet' : formatMoment(Date.parse(installed.lastUsed)),
            ],
            ['Runs on', provenance.runsOn ?? 'asking the graphics card'],
          ]}
        />
      </Part>
      <Part title="Base">
        <Facts
          facts={[
            ['Origin', base.origin],
            ['Format', base.format],
            ['Licence', base.licence],
          ]}
        />
        <Files files={base.files} />
      </Part>
      <Part title="Adapter">
        {adapter === null ? (
          <p>None: the base as it is.</p>
        ) : (
          <>
            <Facts facts={[['Licence', adapter.licence]]} />
            <Files files={adapter.files} />
          </>
        )}
      </Part>
      <Part title="How it was made">
        <Facts
          facts={[
            ['Pipeline version', provenance.pipelineVersion],
            ['Quantization', provenance.quantization],
            ['Architecture', describeShape(architecture)],
            ['Context', `${formatCount(context.window)} tokens`],
          ]}
        />
        <p>{provenance.rebuild.note}</p>
        {provenance.rebuild.command !== null && (
          <pre className={styles['code']}>{provenance.rebuild.command}</pre>
        )}
      </Part>
      <Part title="Prompt in use">
        <p>
          {provenance.promptEdited ? 'Written by a person, in place of the model’s own.' : 'The model’s own.'}
        </p>
        <Facts
          facts={[
            ['Template', prompt.name],
            ['Instruction', prompt.systemMessage === '' ? 'none' : prompt.systemMessage],
            ['Stop texts', prompt.stop.join(' ')],
          ]}
        />
        <pre className={styles['code']}>{prompt.template}</pre>
      </Part>
      <Part title="Checks">
        <Facts
          facts={[
            ['Known answer', provenance.knownAnswer],
            ['Last verified', provenance.verification],
            ...(provenance.damagedFiles.length === 0
              ? []
              : [['Damaged or gone', provenance.damagedFiles.join(', ')] as const]),
          ]}
        />
      </Part>
      <Part title="Evaluations">
        <EvaluationsTable evaluations={provenance.evaluations} />
        <HonestyTable evaluations={provenance.evaluations} />
      </Part>
      <Part title="Compiled libraries that run it on a graphics card">
        {provenance.libraries.length === 0 ? (
          <p>None is known here.</p>
        ) : (
          <Files
            files={provenance.libraries}
            noteOf={({ kept }) => (kept === null ? '' : kept ? 'kept in this browser' : 'on the server')}
          />
        )}
      </Part>
      <Part title="Files of the model">
        <Files files={provenance.files} />
      </Part>
      {provenance.notes !== '' && (
        <Part title="Notes">
          <p className={styles['notes']}>{provenance.notes}</p>
        </Part>
      )}
    </article>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className={styles['part']}>
      <h4>{title}</h4>
      {children}
    </section>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }): ReactNode {
  return <FactList facts={facts} className={styles['facts']} />;
}

interface FilesProps<File extends Provenance['files'][number]> {
  readonly files: readonly File[];
  readonly noteOf?: (file: File) => string;
}

function Files<File extends Provenance['files'][number]>({ files, noteOf }: FilesProps<File>): ReactNode {
  return (
    <ul className={styles['files']}>
      {files.map((file) => (
        <li key={`${file.name} ${file.sha256}`}>
          <span>{[file.name, formatBytes(file.bytes), noteOf?.(file)].filter(Boolean).join(', ')}</span>
          <Hash value={file.sha256} />
        </li>
      ))}
    </ul>
  );
}

function Hash({ value }: { readonly value: string }): ReactNode {
  return <span className={styles['hash']}>{value}</span>;
}

function describeShape(shape: Provenance['architecture']): string {
  const heads =
    shape.attentionHeads === shape.keyValueHeads
      ? `${shape.attentionHeads} heads`
      : `${shape.attentionHeads} heads on ${shape.keyValueHeads} key and value heads`;
  return [
    `Llama, ${shape.layers} layers`,
    `width ${shape.hiddenSize}`,
    heads,
    `feed-forward ${shape.intermediateSize}`,
    `vocabulary ${formatCount(shape.vocabSize)}`,
    shape.tieWordEmbeddings ? 'tied embeddings' : 'separate output layer',
  ].join(', ');
}
