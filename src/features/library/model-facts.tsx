import { FactList } from '../../ui/fact-list.tsx';
import type { ReactNode } from 'react';
import type { RunningFacts } from '../../domain/model/running-facts.ts';
import { savedConfigOf } from '../../domain/model/saved-config.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { CompileAdvice } from '../../ui/compile-advice.tsx';
import { formatBytes, formatCount, formatMoment } from '../../ui/format.ts';
import { QUANTIZATION_WORDS } from '../../ui/quantization-words.ts';
import type { LibraryParts } from './library-props.ts';
import styles from './model-pane.module.css';
import { describeKnownAnswer, describeLastVerification } from './outcomes.ts';
import { describeAdapter, SOURCE_WORDS } from './words.ts';

interface ModelFactsProps {
  readonly model: InstalledModel;
  /** Its known answer is being computed. */
  readonly isAsking: boolean;
  readonly engines: RunningFacts | null;
  readonly saveText: LibraryParts['saveText'];
}

/** What a model is, where it runs and how it was checked, a line each. */
export function ModelFacts({ model, isAsking, engines, saveText }: ModelFactsProps): ReactNode {
  const { manifest, details, installedAt } = model;
  const { source, installedBy, lastUsedAt } = details;
  const save = (): void => {
    const { fileName, text } = savedConfigOf(manifest);
    saveText(fileName, text);
  };
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Size', formatBytes(manifest.totalBytes)],
    ['Base', manifest.base.origin],
    ['Adapter', describeAdapter(model)],
    ['Quantization', `${QUANTIZATION_WORDS[manifest.quantization]} (${manifest.quantization})`],
    ['Context', `${formatCount(manifest.context.window)} tokens, findings and impression together`],
    ['Licence', manifest.licence],
    ['Runs on', <Place key="place" engines={engines} onSave={save} />],
    ['GPU memory', describeMemory(engines)],
    ['Source', describeSource(source.kind, source.verified)],
    [
      'Installed',
      [formatMoment(installedAt), installedBy === '' ? null : `by ${installedBy}`].filter(Boolean).join(', '),
    ],
    ['Last used', lastUsedAt === null ? 'not yet' : formatMoment(lastUsedAt)],
    ['Known answer', isAsking ? 'being computed' : describeKnownAnswer(details.knownAnswer)],
    ['Last verified', describeLastVerification(details.verification)],
  ];
  return <FactList facts={facts} className={styles['facts']} />;
}

function Place({
  engines,
  onSave,
}: {
  readonly engines: RunningFacts | null;
  readonly onSave: () => void;
}): ReactNode {
  if (engines === null) return 'asking the graphics card';
  const { engine, note, library, compileCommand } = engines;
  return (
    <>
      {engine === 'webgpu' ? 'Graphics card' : 'Processor (CPU)'}
      {library !== null && `, library ${library.name}`}
      {note !== null && <span className={styles['reason']}>{note}</span>}
      {compileCommand !== null && <CompileAdvice command={compileCommand} onSave={onSave} />}
    </>
  );
}

function describeMemory(engines: RunningFacts | null): string {
  return engines === null ? 'not known yet' : `about ${formatBytes(engines.gpuMemory)} on a graphics card`;
}

function describeSource(kind: InstalledModel['details']['source']['kind'], verified: boolean): string {
  const words = SOURCE_WORDS[kind];
  return verified ? words : `${words}, unverified: no manifest of Readroom’s vouches for its bytes`;
}
