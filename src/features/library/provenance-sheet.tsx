import type { ReactNode } from 'react';
import { formatBytes } from '../../ui/format.ts';
import { EvaluationsTable } from './evaluations-table.tsx';
import type { Provenance } from './provenance.ts';
import styles from './provenance.module.css';
import { formatMoment } from './words.ts';

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
            ['Name', provenance.name],
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
            [
              'Source',
              installed.verifiedSource
                ? 'its manifest vouches for every byte'
                : 'unverified: no manifest of Readroom’s came with it',
            ],
            ['Files it came from', installed.from.length === 0 ? 'this server’s' : installed.from.join(', ')],
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
            ['Context', `${context.window} tokens`],
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
      </Part>
      <Part title="Compiled libraries that run it on a graphics card">
        {provenance.libraries.length === 0 ? (
          <p>None is known here.</p>
        ) : (
          <Files files={provenance.libraries} />
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
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Files({ files }: { readonly files: Provenance['files'] }): ReactNode {
  return (
    <ul className={styles['files']}>
      {files.map(({ name, bytes, sha256 }) => (
        <li key={`${name} ${sha256}`}>
          <span>
            {name}, {formatBytes(bytes)}
          </span>
          <Hash value={sha256} />
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
    `vocabulary ${shape.vocabSize}`,
    shape.tieWordEmbeddings ? 'tied embeddings' : 'separate output layer',
  ].join(', ');
}
