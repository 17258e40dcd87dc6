import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exitCodes } from './errors.ts';
import { installFolder, type CommonOptions } from './places.ts';

interface Doctor {
  readonly doctorReport: () => Promise<{ readonly ok: boolean; readonly checks: readonly object[] }>;
  readonly formatDoctorReport: (report: object) => string;
}

/** What is installed, what is missing, and the one command that mends it. */
export async function doctor(options: CommonOptions): Promise<void> {
  // The set-up is plain JavaScript that works before anything is built or installed: it is not bundled.
  const path = join(installFolder, 'scripts', 'setup', 'doctor.mjs');
  const { doctorReport, formatDoctorReport } = (await import(pathToFileURL(path).href)) as Doctor;
  const report = await doctorReport();
  process.stdout.write(options.json === true ? `${JSON.stringify(report)}\n` : `${formatDoctorReport(report)}\n`);
  if (!report.ok) process.exitCode = exitCodes.failed;
}
