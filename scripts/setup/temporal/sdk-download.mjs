// Run by sdk.mjs: `node sdk-download.mjs FOLDER`, in the repository root.
import { createRequire } from 'node:module';
import path from 'node:path';

const folder = process.argv[2] ?? null;
const require = createRequire(createRequire(path.resolve('package.json')).resolve('@temporalio/worker'));
const { native } = require('@temporalio/core-bridge');
const { version } = require('@temporalio/core-bridge/package.json');

const runtime = native.newRuntime({
  logExporter: { type: 'console', filter: 'ERROR', format: null },
  telemetry: { attachServiceName: false, metricPrefix: 'temporal_' },
  metricsExporter: null,
  workerHeartbeatIntervalMillis: null,
});
try {
  const server = await native.newEphemeralServer(runtime, {
    type: 'dev-server',
    exe: {
      type: 'cached-download',
      downloadDir: folder,
      version: 'default',
      ttl: 0,
      sdkName: 'sdk-typescript',
      sdkVersion: version,
    },
    namespace: 'default',
    ip: '127.0.0.1',
    port: null,
    uiPort: null,
    dbFilename: null,
    ui: false,
    log: { format: 'pretty', level: 'error' },
    extraArgs: [],
  });
  await native.ephemeralServerShutdown(server);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
native.runtimeShutdown(runtime);
