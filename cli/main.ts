import { Command, CommanderError } from 'commander';
import { exitCode, explain } from './errors.ts';
import { addStatsVerbs } from './stats/index.ts';

/** Verbs are loaded when they are asked for: the command answers at once. */
const program = new Command('umbra')
  .description('Particle-physics machine-learning campaigns as durable workflows')
  .version('0.1.0')
  .option('--state <folder>', 'where store, logs and the embedded server live (default: .umbra, or $UMBRA_STATE)')
  .option('--log-level <level>', 'debug, info, warn or error, for the JSON lines under <state>/logs', 'info')
  .showHelpAfterError('(umbra help for the list of verbs)')
  .configureHelp({ sortSubcommands: false })
  .exitOverride();

/** A verb's options with the common ones; commander checked them, so the verb says what it gets. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller's parameter says what T is
function given<T>(options: object): T {
  return { ...program.opts(), ...options } as T;
}

/** An option that may be given several times. */
const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const campaignArgument = ['<campaign>', 'a campaign: its name under campaigns/, its folder, or its YAML file'] as const;

program
  .command('new')
  .description('write a campaign for your own ROOT, Parquet or CSV files')
  .argument('<name>', 'its name: a new folder of that name is made')
  .requiredOption('--from <files...>', 'files of events: signal and background apart, or in one file with a label')
  .option('--into <folder>', 'where the folder is made', '.')
  .action(async (name: string, options: object) => (await import('./new.ts')).newCampaign(name, given(options)));

program
  .command('plan')
  .description('what a run would do, and why')
  .argument(...campaignArgument)
  .option('--data <folder>', 'another catalogue folder of the same format; may be given several times', several)
  .option('--profile <name>', "one of the campaign's profiles (default: its first)")
  .option('--seed <number>', 'another seed')
  .option('--all', 'list every task, also the cached ones')
  .option('--json', 'as JSON')
  .action(async (campaign: string, options: object) => (await import('./plan.ts')).plan(campaign, given(options)));

program
  .command('run')
  .description('run a campaign: what is in the store is not done again')
  .argument(...campaignArgument)
  .option('--data <folder>', 'another catalogue folder of the same format; may be given several times', several)
  .option('--profile <name>', "one of the campaign's profiles (default: its first)")
  .option('--seed <number>', 'another seed')
  .option('--slots <queue=n,...>', 'tasks at once by queue: io=4,cpu=2,gpu=2')
  .option('--no-worker', 'leave the work to workers that are up elsewhere')
  .option('--detach', 'start it on a server and workers that are up, and leave')
  .option('--wait-on-failure', 'when tasks have failed, stay open for umbra retry')
  .option('--quiet', 'no progress, results only')
  .option('--json', 'the results as JSON')
  .action(async (campaign: string, options: object) => (await import('./run.ts')).run(campaign, given(options)));

program
  .command('status')
  .description('runs of campaigns: running, failed, done')
  .argument('[campaign]', 'only this campaign (its name)')
  .option('--json', 'as JSON')
  .action(async (campaign: string | undefined, options: object) =>
    (await import('./status.ts')).status(campaign, given(options)),
  );

program
  .command('watch')
  .description('follow a running campaign; leaving it stops nothing')
  .argument('[run]', 'a run (default: the newest one that is running)')
  .option('--json', 'events as JSON lines')
  .action(async (run: string | undefined, options: object) => (await import('./watch.ts')).watch(run, given(options)));

program
  .command('pause')
  .description('hold a run back: what runs goes on, nothing new starts')
  .argument('<run>', 'a run (umbra status lists them)')
  .action(async (run: string, options: object) => (await import('./control.ts')).pause(run, given(options)));

program
  .command('resume')
  .description('let a paused run go on')
  .argument('<run>', 'a run')
  .action(async (run: string, options: object) => (await import('./control.ts')).resume(run, given(options)));

program
  .command('cancel')
  .description('end a run: running tasks stop (trainings keep their checkpoint), what is done stays in the store')
  .argument('<run>', 'a run')
  .action(async (run: string, options: object) => (await import('./control.ts')).cancel(run, given(options)));

program
  .command('retry')
  .description('try failed tasks of an open run again, with the campaign and files as they are now')
  .argument('<run>', 'a run')
  .option('--task <id>', 'only this task, as train[category=DH_LDS_low]; may be given several times', several)
  .option('--category <value>', 'only this group of tasks, as DH_LDS_low; may be given several times', several)
  .option('--json', 'as JSON')
  .action(async (run: string, options: object) => (await import('./control.ts')).retry(run, given(options)));

program
  .command('logs')
  .description('what workers logged of a run')
  .argument('<run>', 'a run')
  .option('--task <id>', 'only this task')
  .option('--level <level>', 'debug, info, warn or error, and what is graver', 'info')
  .option('--json', 'the lines as they were written')
  .action(async (run: string, options: object) => (await import('./logs.ts')).logs(run, given(options)));

program
  .command('results')
  .description('the result tables of the newest run of a campaign')
  .argument('<campaign>', 'the name of the campaign')
  .option('--run <run>', 'another run')
  .option('--full', 'mass points and cutflows too')
  .option('--json', 'as JSON')
  .action(async (campaign: string, options: object) =>
    (await import('./results.ts')).results(campaign, given(options)),
  );

program
  .command('study')
  .description('the trials of the studies of a campaign by rank, and which hyperparameters matter')
  .argument('<campaign>', 'the name of the campaign')
  .argument('[study]', 'only this study: tune, or tune[category=...]')
  .option('--run <run>', 'another run than the newest')
  .option('--all', 'every trial, not the best 20 only')
  .option('--json', 'as JSON')
  .action(async (campaign: string, id: string | undefined, options: object) =>
    (await import('./study.ts')).study(campaign, id, given(options)),
  );

program
  .command('timings')
  .description('how long the tasks of a campaign took, this time or when they were done')
  .argument('<campaign>', 'the name of the campaign')
  .argument('[task]', 'each value of this task: train, or train[category=...]')
  .option('--run <run>', 'another run than the newest')
  .option('--json', 'as JSON')
  .action(async (campaign: string, task: string | undefined, options: object) =>
    (await import('./timings.ts')).timings(campaign, task, given(options)),
  );

program
  .command('lineage')
  .description('where an artifact comes from, down to files, cuts and code version')
  .argument('<artifact>', 'a sha256 (or its beginning), a task key, or task.output of the newest run')
  .option('--depth <levels>', 'levels to follow', '99')
  .option('--json', 'as JSON')
  .action(async (artifact: string, options: object) =>
    (await import('./lineage.ts')).lineage(artifact, given(options)),
  );

program
  .command('verify')
  .description('re-hash every artifact in the store')
  .option('--heal', 'remove damaged artifacts, so that the next run makes them again')
  .option('--json', 'as JSON')
  .action(async (options: object) => (await import('./verify.ts')).verify(given(options)));

program
  .command('gc')
  .description('remove what no kept run reaches')
  .option('--keep <runs>', 'newest runs to keep of each campaign', '3')
  .option('--dry-run', 'only say what would go')
  .option('--json', 'as JSON')
  .action(async (options: object) => (await import('./gc.ts')).gc(given(options)));

program
  .command('worker')
  .description('run a worker in the foreground for the cluster at TEMPORAL_ADDRESS, or the embedded server that is up')
  .option('--queues <list>', 'io, cpu, gpu', 'io,cpu,gpu')
  .option('--slots <queue=n,...>', 'tasks at once by queue')
  .option('--devices <list>', 'CUDA devices, one for each gpu slot (default: all that are found)')
  .option('--plugins <files>', 'modules with task kinds of your own, comma-separated; no others are loaded')
  .option('--grace <time>', 'when told to end: how long running tasks may go on before they save and stop', '30s')
  .option('--exit-when-idle <time>', 'end after so long without a task (for batch systems), as in 10m')
  .option('--status <[address:]port>', 'serve /healthz, /readyz and /metrics; on loopback unless an address is given')
  .option('--stall-timeout <time>', 'a task without progress for so long is stopped and tried again', '1h')
  .option('--deployment <name>', 'with --build: workflows that begin with this build stay with it (worker versioning)')
  .option('--build <id>', 'which build of the deployment this worker is')
  .option('--allow-commands', 'run the commands that campaigns name under notify')
  .action(async (options: object) => (await import('./worker.ts')).worker(given(options)));

program
  .command('dev')
  .description('an embedded Temporal server in the foreground, with its web page')
  .option('--worker', 'with a worker: schedules fire as long as it is up')
  .option('--slots <queue=n,...>', "the worker's tasks at once by queue")
  .option('--plugins <files>', "the worker's modules with task kinds of your own, comma-separated")
  .option('--json', 'print the addresses as JSON')
  .action(async (options: object) => (await import('./dev.ts')).dev(given(options)));

const schedule = program.command('schedule').description('retrain a campaign when its samples change, again and again');

schedule
  .command('create')
  .description('look at the samples at fixed times; train again when anything has changed')
  .argument(...campaignArgument)
  .option('--every <time>', 'an interval: 30m, 6h, 1d')
  .option('--cron <expression>', "a cron expression: '0 3 * * *'")
  .option('--timezone <name>', 'of the cron expression: Europe/Geneva (default: UTC)')
  .option('--data <folder...>', 'folders with catalogues, all taken together (default: the campaign says)')
  .option('--profile <name>', "one of the campaign's profiles (default: its first)")
  .option('--seed <number>', 'another seed')
  .option('--name <name>', 'what the schedule is called (default: the name of the campaign)')
  .option('--overlap <policy>', 'when the last one is not over yet: skip, or buffer-one', 'skip')
  .option('--catch-up <time>', 'make up for what was missed while no server was up, if it is no older', '1h')
  .option('--pause-on-failure', 'pause when a retraining fails')
  .option('--promote <rule>', 'better, or not-worse (default: the campaign says)')
  .option('--metric <name>', 'significance, or auc (default: the campaign says)')
  .option('--sigma <number>', 'how many errors a difference must have to count (default: the campaign says)')
  .option('--without-lost', 'go on when a sample that was good is bad now')
  .option('--json', 'as JSON')
  .action(async (campaign: string, options: object) =>
    (await import('./schedule.ts')).create(campaign, given(options)),
  );

schedule
  .command('list')
  .description('schedules, when they fire next and how they ended last')
  .option('--json', 'as JSON')
  .action(async (options: object) => (await import('./schedule-list.ts')).list(given(options)));

schedule
  .command('pause')
  .argument('<name>')
  .option('--note <text>', 'why')
  .option('--json', 'as JSON')
  .action(async (name: string, options: object) => (await import('./schedule.ts')).pause(name, given(options)));

schedule
  .command('resume')
  .argument('<name>')
  .option('--json', 'as JSON')
  .action(async (name: string, options: object) => (await import('./schedule.ts')).resume(name, given(options)));

schedule
  .command('trigger')
  .description('let a schedule fire now')
  .argument('<name>')
  .option('--wait', 'bring server and worker along if none is up, and show how it ends')
  .option('--slots <queue=n,...>', 'tasks at once by queue')
  .option('--json', 'as JSON')
  .action(async (name: string, options: object) =>
    (await import('./schedule-trigger.ts')).trigger(name, given(options)),
  );

schedule
  .command('delete')
  .argument('<name>')
  .option('--json', 'as JSON')
  .action(async (name: string, options: object) => (await import('./schedule.ts')).remove(name, given(options)));

const models = program.command('models').description('the registry of trained models: champions, challengers and why');

models
  .command('list')
  .description('the champion of each category')
  .argument('[campaign]', 'only this campaign (its name)')
  .option('--json', 'as JSON')
  .action(async (campaign: string | undefined, options: object) =>
    (await import('./models.ts')).list(campaign, given(options)),
  );

models
  .command('show')
  .description('versions and history of a category; without one, what the last retraining used and set aside')
  .argument('<campaign>')
  .argument('[category]')
  .option('--json', 'as JSON')
  .action(async (campaign: string, category: string | undefined, options: object) =>
    (await import('./models.ts')).show(campaign, category, given(options)),
  );

models
  .command('promote')
  .description('make the models of a run, or a registered version, the champions')
  .argument('<campaign>')
  .argument('[category]', 'only this one')
  .option('--run <run>', 'of this run (default: the newest)')
  .option('--to <version>', 'a version that is registered')
  .option('--why <text>', 'goes into the history')
  .option('--json', 'as JSON')
  .action(async (campaign: string, category: string | undefined, options: object) =>
    (await import('./models-change.ts')).promote(campaign, category, given(options)),
  );

models
  .command('rollback')
  .description('go back to the champion before')
  .argument('<campaign>')
  .argument('<category>')
  .option('--why <text>', 'goes into the history')
  .option('--json', 'as JSON')
  .action(async (campaign: string, category: string, options: object) =>
    (await import('./models-change.ts')).rollback(campaign, category, given(options)),
  );

program
  .command('notify')
  .description('send a test notice to all whom a campaign tells of its end')
  .argument(...campaignArgument)
  .action(async (campaign: string, options: object) => (await import('./notify.ts')).notify(campaign, given(options)));

const exporting = program.command('export').description('write what a run has made for other programs');

exporting
  .command('histfactory')
  .description('the likelihood of a signal as a HistFactory workspace, for pyhf and umbra stats')
  .argument('<run>', 'a run, or a campaign (its newest run)')
  .option('--category <name>', 'of this category')
  .option('--signal <name>', 'of this signal (a mass in GeV)')
  .option('--discriminant <name>', 'of this discriminant')
  .requiredOption('-o, --output <file>', 'where to write it')
  .action(async (run: string, options: object) =>
    (await import('./export-histfactory.ts')).exportHistFactory(run, given(options)),
  );

exporting
  .command('network', { isDefault: true })
  .description('a trained network of the newest run')
  .argument('<task>', 'train[category=DH_LDS_low], say')
  .argument('<folder>', 'where to write it')
  .option('--format <name>', 'layers (TensorFlow.js), saved-model (TensorFlow) or onnx', 'layers')
  .option('--campaign <name>', 'the campaign (default: the newest run of any)')
  .action(async (task: string, folder: string, options: object) =>
    (await import('./export.ts')).exportNetwork(task, folder, given(options)),
  );

addStatsVerbs(program.command('stats'), given);

program
  .command('tasks')
  .description('the task kinds there are, with queues, inputs, outputs and parameters')
  .argument('[kind]', 'only this kind, with its parameters')
  .option('--json', 'as JSON (parameters as JSON Schema)')
  .action(async (kind: string | undefined, options: object) =>
    (await import('./tasks.ts')).tasks(kind, given(options)),
  );

program
  .command('functions')
  .description('the functions of the expression language, with units and formulas')
  .option('--json', 'as JSON')
  .action(async (options: object) => {
    (await import('./functions.ts')).functions(given(options));
  });

program
  .command('doctor')
  .description('what is installed, what is missing, and the command that mends it')
  .option('--json', 'as JSON')
  .action(async (options: object) => (await import('./doctor.ts')).doctor(given(options)));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    console.error(explain(error));
    process.exitCode = exitCode(error);
  }
}
// A client whose server has been stopped keeps retrying in the background: the verb is done, so is the process.
process.exit();
