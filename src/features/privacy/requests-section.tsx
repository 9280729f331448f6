import { useState, useSyncExternalStore, type ReactNode } from 'react';
import type { RequestRecord } from '../../domain/privacy/request.ts';
import type { OfflineApp } from '../../platform/offline/offline-port.ts';
import type { ForeignRequests } from '../../platform/privacy/foreign-requests.ts';
import { Button } from '../../ui/button.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import styles from './privacy-page.module.css';
import { ScrollTable } from './scroll-table.tsx';

/** More rows at once only slow the page that is being typed on. */
const FIRST_ROWS = 50;

interface RequestsSectionProps {
  readonly requests: ForeignRequests;
  readonly offline: Pick<OfflineApp, 'getState' | 'subscribe'>;
}

/** Every request since the page was opened, the newest first, and how many went elsewhere. */
export function RequestsSection({ requests, offline }: RequestsSectionProps): ReactNode {
  const refused = useSyncExternalStore(offline.subscribe, () => offline.getState().refused);
  const list = useSyncExternalStore(requests.subscribe, requests.list);
  const [all, setAll] = useState(false);
  const newest = list.toReversed();
  const shown = all ? newest : newest.slice(0, FIRST_ROWS);
  const foreign = requests.count();
  return (
    <section className={styles['section']} aria-labelledby="requests-title">
      <h3 id="requests-title">Requests since this page was opened</h3>
      <dl className={styles['counts']}>
        <div>
          <dt>To this server</dt>
          <dd>{formatCount(requests.total() - foreign)}</dd>
        </div>
        <div data-alarm={foreign > 0}>
          <dt>To anywhere else</dt>
          <dd>{formatCount(foreign)}</dd>
        </div>
        <div>
          <dt>Tries of the self-test</dt>
          <dd>{formatCount(requests.tries())}</dd>
        </div>
        <div>
          <dt>Stopped by the service worker</dt>
          <dd>{formatCount(refused)}</dd>
        </div>
      </dl>
      <ScrollTable label="Table of requests">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">By</th>
            <th scope="col">Method</th>
            <th scope="col">Address</th>
            <th scope="col" className={styles['number']}>
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((request, index) => (
            <tr key={newest.length - index} data-kind={request.kind}>
              <td className={styles['time']}>{TIME.format(request.at)}</td>
              <td>
                {request.place}, {request.initiator === '' ? 'other' : request.initiator}
              </td>
              <td className={styles['place']}>{request.method ?? 'not told'}</td>
              <td className={styles['address']}>{addressOf(request)}</td>
              <td className={styles['number']}>{sizeOf(request)}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {newest.length > shown.length && (
        <Button className={styles['control']} onClick={() => setAll(true)}>
          Show all {formatCount(newest.length)}
        </Button>
      )}
      <p className={styles['quiet']}>
        From the browser’s own timelines, of this page and of Readroom’s workers, those of another tab
        included. They do not show name lookups, WebRTC, connections opened ahead of time, nor the one worker
        that belongs to the processor’s engine; the same rules bind all of these. The browser tells a method
        only where there is no choice; Readroom’s own code can only GET.
      </p>
    </section>
  );
}

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** Of our own server the path is enough, which holds names of files only. */
function addressOf({ url, kind }: RequestRecord): string {
  return kind === 'own' && URL.canParse(url) && url.startsWith('http') ? new URL(url).pathname : url;
}

function sizeOf({ networkBytes, bodyBytes, status }: RequestRecord): string {
  if (networkBytes > 0) return formatBytes(networkBytes);
  if (bodyBytes > 0) return `${formatBytes(bodyBytes)}, cached`;
  return status === 0 ? 'nothing came' : '0 bytes';
}
