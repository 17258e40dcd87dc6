import { describe, expect, it } from 'vitest';
import { checksOf, mendOf } from '../../scripts/setup/checks/index.mjs';
import { formatDoctorReport } from '../../scripts/setup/doctor.mjs';
import { inspect, type Inspection } from '../../scripts/setup/inspect.mjs';

const complete: Inspection = {
  node: { version: '22.1.0', minimum: '20.19.0', sufficient: true, executable: '/usr/bin/node' },
  system: { platform: 'linux', arch: 'x64' },
  npm: { state: 'in-place', packages: 600 },
  temporal: { source: 'pypi', executable: '/umbra/.umbra/bin/temporal', version: '1.9.1' },
  tensorflow: {
    wanted: 'cpu',
    library: { kind: 'cpu', folder: '/umbra/.umbra/tensorflow', size: 748e6 },
    addon: 'in-place',
    load: { loads: true, backend: 'tensorflow', version: '2.19.1', gpu: false },
  },
  xgboost: {
    provided: true,
    library: { file: '/umbra/.umbra/lib/xgboost/libxgboost.so', size: 17e6, version: '3.2.0', error: null },
  },
  nvidia: [],
  programs: { state: 'in-place', files: 7 },
  pip: { program: 'python3 -m pip', version: 'pip 23.2 from /usr/lib (python 3.11)' },
  compiler: { program: '/usr/bin/g++', version: 'g++ 12' },
  disk: { free: 80e9, used: 1e9, folder: '/umbra' },
};

const bare: Inspection = {
  ...complete,
  npm: { state: 'missing', packages: 0 },
  temporal: null,
  tensorflow: { wanted: 'cpu', library: null, addon: 'missing', load: null },
  xgboost: { provided: true, library: null },
  programs: { state: 'missing', files: 0 },
};

const statusOf = (found: Inspection): Record<string, string> =>
  Object.fromEntries(checksOf(found).map(({ name, status }) => [name, status]));

describe('the doctor', () => {
  it('finds nothing to mend where all is in place', () => {
    const checks = checksOf(complete);
    expect(new Set(checks.map(({ status }) => status))).toEqual(new Set(['ok']));
    expect(mendOf(checks)).toBeNull();
    expect(formatDoctorReport({ ok: true, checks })).toContain('Umbra is ready.');
  });

  it('names one command that mends a bare machine', () => {
    const checks = checksOf(bare);
    expect(mendOf(checks)).toBe('node scripts/setup.mjs');
    expect(checks.filter(({ status }) => status === 'missing').every(({ mend }) => mend !== undefined)).toBe(true);
  });

  it('asks for pip and compiler in the same command, before the set-up, and only where they are needed', () => {
    const mend = mendOf(checksOf({ ...bare, pip: null, compiler: null })) ?? '';
    expect(mend).toContain('pip');
    expect(mend).toMatch(/node scripts\/setup\.mjs$/);
    expect(mendOf(checksOf({ ...complete, pip: null, compiler: null }))).toBeNull();
  });

  it('calls what is there but does not work missing, and what works less well a warning', () => {
    const broken = { ...complete.tensorflow, load: { loads: false as const, error: 'undefined symbol' } };
    expect(statusOf({ ...complete, tensorflow: broken })['TensorFlow addon']).toBe('missing');
    const gone = { source: 'address' as const, address: 'temporal.example:7233', reachable: false };
    expect(statusOf({ ...complete, temporal: gone })['Temporal server']).toBe('missing');
    const prebuilt = { ...complete.tensorflow, library: { kind: 'prebuilt' as const, folder: '/x', size: 1 } };
    expect(statusOf({ ...complete, tensorflow: prebuilt })['TensorFlow library']).toBe('warning');
    const idle = [{ name: 'NVIDIA H100', memory: '80 GB', driver: '570' }];
    expect(statusOf({ ...complete, nvidia: idle })['NVIDIA devices']).toBe('warning');
    for (const library of [null, { file: '/x', size: 1, version: null, error: 'no libgomp' }])
      expect(statusOf({ ...complete, xgboost: { provided: true, library } })['XGBoost library']).toBe('warning');
    expect(statusOf({ ...complete, disk: { ...complete.disk, free: 1e8 } }).disk).toBe('warning');
  });

  it('prints a line for each check with its mend below', () => {
    const checks = checksOf(bare);
    const text = formatDoctorReport({ ok: false, checks, mend: 'node scripts/setup.mjs' });
    const lines = text.split('\n').map((line) => line.replace(/ +/g, ' '));
    for (const { name, status, detail } of checks) expect(lines).toContain(`${status} ${name} ${detail}`);
    expect(text).toMatch(/mend: node scripts\/setup\.mjs/);
  });
});

describe('the inspection of this installation', () => {
  it('has the stated shape, and nothing is lost as JSON', async () => {
    const found = await inspect();
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect(Object.keys(found).sort()).toEqual(Object.keys(complete).sort());
    expect(found.node.version).toBe(process.versions.node);
    expect(found.disk.free).toBeGreaterThan(0);
    expect(checksOf(found)).toHaveLength(checksOf(complete).length);
  });
});
