import type { ReactNode } from 'react';
import type { AdapterFacts, BaseFacts } from '../../domain/model/merge-facts.ts';
import { formatBytes, formatCount, plural } from '../../ui/format.ts';
import styles from './install.module.css';

interface RecognisedProps {
  readonly base: BaseFacts | null;
  readonly adapter: AdapterFacts | null;
}

/** What the chosen files are, from their headers. */
export function Recognised({ base, adapter }: RecognisedProps): ReactNode {
  return (
    <div className={styles['columns']}>
      {base !== null && <Facts title="Base" rows={baseRows(base)} />}
      {adapter !== null && <Facts title="Adapter" rows={adapterRows(adapter)} />}
    </div>
  );
}

type Row = readonly [term: string, text: string];

function Facts({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }): ReactNode {
  return (
    <section aria-label={`${title} as recognised`} className={styles['factsBox']}>
      <h6>{title}</h6>
      <dl className={styles['facts']}>
        {rows.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function baseRows(base: BaseFacts): Row[] {
  const { architecture: shape } = base;
  const heads =
    shape.keyValueHeads === shape.attentionHeads
      ? plural(shape.attentionHeads, 'head')
      : `${shape.attentionHeads} heads on ${shape.keyValueHeads}`;
  return [
    ['Name', base.name],
    ['Kind', `Llama, ${base.format === 'gguf' ? 'GGUF' : 'safetensors'}, ${base.dtypes.join(', ')}`],
    ['Size', `${formatParameters(base.parameters)} parameters, ${formatBytes(base.bytes)}`],
    ['Shape', `${plural(shape.layers, 'layer')}, width ${shape.hiddenSize}, ${heads}`],
    [
      'Vocabulary',
      `${formatCount(shape.vocabSize)} tokens, ${base.tokenizer === 'gguf' ? 'from the GGUF' : 'tokenizer.json'}`,
    ],
    ['Trained for', `${formatCount(shape.maxPositionEmbeddings)} tokens at most`],
    ['Licence', base.licence ?? 'not stated by its files'],
    ['Files', namesOf(base.files.map(({ name }) => name))],
  ];
}

function adapterRows(adapter: AdapterFacts): Row[] {
  const { modules, replaced } = adapter;
  return [
    ['Made for', adapter.madeFor ?? 'not stated by its files'],
    [
      'Method',
      `LoRA${adapter.rsLora ? ', rank-stabilised' : ''}, rank ${adapter.rank}, alpha ${adapter.alpha}`,
    ],
    [
      'Touches',
      modules.map(({ name, layers }) => `${name} in ${plural(layers, 'layer')}`).join(', ') || 'no layer',
    ],
    ...(replaced.length > 0 ? [['Replaces', replaced.join(', ')] as const] : []),
    ['Size', `${plural(adapter.tensors, 'tensor')}, ${formatBytes(adapter.bytes)}`],
    ['Licence', adapter.licence ?? 'not stated by its files'],
    ['SHA-256', `${adapter.sha256.slice(0, 16)}…`],
  ];
}

/** A checkpoint in many parts is named by its first. */
function namesOf(names: readonly string[]): string {
  const [first = ''] = names;
  return names.length <= 2 ? names.join(', ') : `${first} and ${names.length - 1} more`;
}

function formatParameters(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(2)} billion` : `${(count / 1e6).toFixed(0)} million`;
}
