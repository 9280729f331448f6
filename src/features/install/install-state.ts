import type { Clock } from '../../platform/clock/clock.ts';
import type { LeaveGuard } from '../../platform/environment/leave-guard.ts';
import type { FileChooser } from '../../platform/files/file-chooser.ts';
import type { ModelJobs } from '../../platform/model-jobs/model-jobs-port.ts';
import type { InstalledModel, ModelStore } from '../../platform/model-store/model-store-port.ts';
import { createIntakeStore, type IntakeStore } from './intake-store.ts';
import { createJobsStore, type JobsStore } from './jobs-store.ts';
import { createMergeStore, type MergeStore } from './merge-store.ts';

export interface InstallPorts {
  readonly modelJobs: ModelJobs;
  readonly models: ModelStore;
  readonly chooser: FileChooser;
  readonly clock: Clock;
  readonly leaveGuard: Pick<LeaveGuard, 'hold'>;
  /** Hands a text file to the browser's downloads. */
  readonly saveText: (fileName: string, text: string) => void;
  readonly onInstalled: (model: InstalledModel) => void;
}

/** Everything by which models come in; made once, so that it outlives every view. */
export interface InstallState {
  readonly ports: InstallPorts;
  readonly jobs: JobsStore;
  readonly merge: MergeStore;
  readonly intake: IntakeStore;
}

export function createInstallState(ports: InstallPorts): InstallState {
  const merge = createMergeStore(ports.modelJobs);
  return {
    ports,
    merge,
    jobs: createJobsStore(ports),
    intake: createIntakeStore(ports.modelJobs, merge),
  };
}
