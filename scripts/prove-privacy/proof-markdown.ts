import { gotOut, type ChannelOutcome } from './fire-channels.ts';
import { failuresOf, type Direction, type Proof } from './proof.ts';

/** The proof for people: the verdict first, then what was done, then every channel and what each detector saw of it. */
export function proofMarkdown(proof: Proof): string {
  const failures = failuresOf(proof);
  const verdict =
    failures.length === 0
      ? '**Passed.** Nothing left for anywhere but our own server, and the same detectors saw the leaks when the headers were taken away.'
      : ['**Failed.**', ...failures.map((failure) => `- ${failure}`)].join('\n');
  return [
    '# Privacy proof',
    `${proof.at}, Chromium ${proof.browser}, ${proof.system}${proof.build === null ? '' : `, build ${proof.build}`}`,
    verdict,
    journeySection(proof),
    channelSection(proof),
    offlineSection(proof),
    '## How the browser was started',
    'Switches beside the driver’s own; they silence Chromium itself, not the page:',
    `\`\`\`\n${proof.switches.join('\n')}\n\`\`\``,
    'Every name but our own address was mapped to the decoy (`--host-resolver-rules`); the net log keeps the name that was asked for. What Chromium still calls of its own accord goes to port 9 of this machine, which is closed, and is not counted.',
    '',
  ].join('\n\n');
}

function journeySection({ journey }: Proof): string {
  const { steps, ownRequests, foreign, decoy } = journey;
  const rows = steps.map(({ name, milliseconds }) => `| ${name} | ${milliseconds} |`);
  return [
    '## The journey under the production headers',
    ['| step | ms |', '| --- | ---: |', ...rows].join('\n'),
    `Requests to our own server: ${ownRequests}. Foreign hosts in resolver, socket, request and UDP records: ${foreign.length}. At the decoys: ${decoy.tcp} TCP connections, ${decoy.udp} UDP packets.`,
  ].join('\n\n');
}

function channelSection({ withoutHeaders, withHeaders, layers }: Proof): string {
  const held = new Map(withHeaders.channels.map((channel) => [channel.name, channel]));
  const columns = layers.map(({ headers, channels }) => ({
    headers,
    byName: new Map(channels.map((channel) => [channel.name, channel])),
  }));
  const head = [
    'channel',
    'headers off: net log',
    'decoy',
    ...columns.map(({ headers }) => headers),
    'headers on',
  ];
  const rows = withoutHeaders.channels.map((channel) => [
    channel.name,
    channel.netLog.join(', ') || 'nothing',
    decoyCell(channel),
    ...[...columns.map(({ byName }) => byName), held].map((byName) =>
      gotOut(channel) ? outcomeCell(byName.get(channel.name)) : 'not shown',
    ),
  ]);
  const sums = [withoutHeaders, ...layers, withHeaders].map(
    (direction) =>
      `- ${direction.headers}: ${direction.channels.filter(gotOut).length} of ${direction.channels.length} got out`,
  );
  return [
    '## Every way out, tried by a hostile page of our own origin',
    [...sums, ...silentLine(withoutHeaders)].join('\n'),
    [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
  ].join('\n\n');
}

function silentLine({ channels }: Direction): string[] {
  const silent = channels.filter((channel) => !gotOut(channel)).map(({ name }) => name);
  return silent.length === 0 ? [] : [`- never fired here, so nothing is shown of it: ${silent.join(', ')}`];
}

function decoyCell({ decoy: { tcp, udp, canary } }: ChannelOutcome): string {
  if (tcp + udp === 0) return 'nothing';
  return `${tcp} TCP, ${udp} UDP${canary ? ', with the text' : ''}`;
}

function outcomeCell(channel: ChannelOutcome | undefined): string {
  if (channel === undefined) return 'not tried';
  if (!gotOut(channel)) return 'held';
  return channel.decoy.canary ? '**the text got out**' : `**${channel.netLog.join(', ')}**`;
}

function offlineSection({ offline }: Proof): string {
  if (offline === null) return '## Without a server\n\nLeft out of this run.';
  const { drafts, milliseconds, foreign, decoy } = offline;
  const middle = [...milliseconds].sort((a, b) => a - b)[Math.floor(milliseconds.length / 2)] ?? 0;
  return [
    '## Without a server',
    `After the model was installed the server was ended for good and the page loaded anew without it. Reports drafted, accepted and saved: ${drafts} (median ${middle} ms each). Foreign hosts: ${foreign.length}; at the decoys ${decoy.tcp} TCP connections and ${decoy.udp} UDP packets.`,
  ].join('\n\n');
}
