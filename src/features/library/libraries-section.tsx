import { useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { asReadroomError } from '../../domain/errors/as-readroom-error.ts';
import type { ReadroomError } from '../../domain/errors/readroom-error.ts';
import type { ModelLibrary } from '../../domain/model/model-library.ts';
import type { InstalledModel } from '../../platform/model-store/model-store-port.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notice.tsx';
import { KeepAll } from './keep-all.tsx';
import type { KeepLibraries } from './keep-libraries.ts';
import type { LibraryParts } from './library-props.ts';
import styles from './side.module.css';
import { LIBRARIES_KEY, useKeptLibraries } from './use-kept-libraries.ts';

interface LibrariesSectionProps extends Pick<LibraryParts, 'libraries' | 'describeModel'> {
  readonly keep: KeepLibraries;
  readonly models: readonly InstalledModel[];
  readonly onDone: (text: string) => void;
}

/** The compiled libraries kept here: what a graphics card runs a model with. */
export function LibrariesSection(props: LibrariesSectionProps): ReactNode {
  const { libraries, describeModel, keep, models, onDone } = props;
  const client = useQueryClient();
  const title = useRef<HTMLHeadingElement>(null);
  const [failure, setFailure] = useState<ReadroomError | null>(null);
  const { data, error } = useKeptLibraries(libraries);
  const remove = async (name: string): Promise<void> => {
    setFailure(null);
    try {
      await libraries.remove(name);
      await client.invalidateQueries({ queryKey: LIBRARIES_KEY });
      void keep.look();
      onDone(`The library ${name} was removed.`);
      title.current?.focus();
    } catch (caught) {
      setFailure(asReadroomError(caught));
    }
  };
  const trouble = failure ?? (error === null ? null : asReadroomError(error));
  return (
    <section className={styles['section']} aria-labelledby="libraries-title">
      <h3 id="libraries-title" ref={title} tabIndex={-1}>
        Compiled libraries
      </h3>
      {trouble !== null && <ErrorNotice error={trouble} />}
      {data?.length === 0 && (
        <p className={styles['quiet']}>
          None is kept. Models run on a graphics card with one that was compiled for their shape; without it
          the processor drafts.
        </p>
      )}
      <KeepAll keep={keep} home={title} />
      <ul className={styles['list']} aria-label="Compiled libraries">
        {data?.map(({ library, isBrought }) => (
          <li key={library.name}>
            <div>
              <p className={styles['name']}>{library.name}</p>
              <p className={styles['quiet']}>
                {[
                  formatBytes(library.bytes),
                  `computes in ${library.compute}`,
                  isBrought ? 'brought from a disk' : 'from this server',
                ].join(' · ')}
              </p>
              <p className={styles['quiet']}>{usedBy(library, models, describeModel)}</p>
            </div>
            {isBrought && (
              <IconButton
                label={`Remove library ${library.name}`}
                icon={<Trash2 aria-hidden="true" />}
                onClick={() => void remove(library.name)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function usedBy(
  library: ModelLibrary,
  models: readonly InstalledModel[],
  describeModel: LibraryParts['describeModel'],
): string {
  const names = models
    .filter(({ manifest }) =>
      describeModel(manifest)?.libraries.some(({ sha256 }) => sha256 === library.sha256),
    )
    .map(({ details }) => details.name);
  return names.length === 0 ? 'No installed model uses it.' : `Runs ${names.join(', ')}`;
}
