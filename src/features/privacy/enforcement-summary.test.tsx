// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { judgeEnforcement } from '../../domain/privacy/enforcement.ts';
import { EnforcementSummary } from './enforcement-summary.tsx';

afterEach(cleanup);

it('says of every layer that is missing what has to hold in its place', () => {
  const nothing = {
    headers: null,
    workerHeaders: null,
    allowlistRefused: false,
    policyRefused: false,
    isolated: false,
  };
  render(<EnforcementSummary enforcement={judgeEnforcement(nothing)} />);
  const [allowlist, policy, isolation] = screen.getAllByRole('listitem').map((item) => item.textContent);
  expect(allowlist).toMatch(/missing\..*does not act on it\..*firewall of your site/);
  expect(policy).toMatch(/missing\..*firewall of your site/);
  expect(isolation).toMatch(/missing\..*profile for Readroom alone/);
});

it('says of every layer that is enforced just that', () => {
  const all = {
    headers: null,
    workerHeaders: null,
    allowlistRefused: true,
    policyRefused: true,
    isolated: true,
  };
  render(<EnforcementSummary enforcement={judgeEnforcement(all)} />);
  for (const item of screen.getAllByRole('listitem')) {
    expect(item.textContent).toMatch(/: enforced\.$/);
  }
});
