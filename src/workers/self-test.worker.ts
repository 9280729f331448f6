import { installTrustedTypes } from '../platform/net/trusted-types.ts';
import { serveSelfTest } from './self-test-scope.ts';

// As the page has it: a worker script from elsewhere must be refused here too.
installTrustedTypes();
serveSelfTest(globalThis);
