import { makeTemplate, templateKindOf, TEMPLATE_KINDS } from '../prompt/chat-templates.ts';
import { configIdOf, configOfManifest } from './config-of-manifest.ts';
import { DERIVED_DESCRIPTION } from './derive-config.ts';
import type { ModelManifest } from './manifest.ts';

/** Where the person puts a path of theirs. */
const BASE = 'BASE';
const ADAPTER = 'ADAPTER';

/**
 * The command line that makes a model's very bytes again from its files, for the provenance sheet. BASE and ADAPTER
 * stand for the places of the files that the manifest names. Null for a model that came ready-made: its weights were
 * quantized elsewhere, and nothing here can do that again.
 */
export function rebuildCommand(manifest: ModelManifest): string | null {
  const { quantization, adapter } = manifest;
  if (configOfManifest(manifest) === null) return null;
  const configId = configIdOf(manifest);
  const files = ['--base', BASE, ...(adapter === null ? [] : ['--adapter', ADAPTER])];
  // Every other description comes from a file of model-configs/, which knows the rest.
  const args =
    manifest.description === DERIVED_DESCRIPTION
      ? [
          ...files,
          '--id',
          configId,
          '--name',
          manifest.displayName,
          ...templateArguments(manifest),
          '--window',
          String(manifest.context.window),
        ]
      : [configId, ...files];
  return ['npm run model -- build', ...args.map(quoted), '--quant', quantization].join(' ');
}

function templateArguments({ chatTemplate }: ModelManifest): string[] {
  const kind = TEMPLATE_KINDS.find(({ name }) => name === templateKindOf(chatTemplate));
  // A form with tokens of its own is the same in every vocabulary that has them.
  const known = kind === undefined || kind.needs.length === 0 ? null : makeTemplate(kind.name, kind.needs);
  const { systemMessage } = chatTemplate;
  if (known !== null && JSON.stringify({ ...known, systemMessage }) === JSON.stringify(chatTemplate)) {
    return ['--template', known.name, '--system', systemMessage];
  }
  return ['--template', JSON.stringify(chatTemplate)];
}

/** As a POSIX shell wants it. */
function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
