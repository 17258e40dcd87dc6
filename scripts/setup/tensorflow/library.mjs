import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import { formatBytes, requireSpace } from '../files/disk.mjs';
import { SetupError } from '../errors.mjs';
import { hasNvidiaDevice } from './nvidia.mjs';
import { installedSize, putInPlace } from '../files/put-in-place.mjs';
import { installPrebuilt, prebuiltFolder } from './prebuilt.mjs';
import { fillFromWheels, WHEELS } from './wheels.mjs';
import { TENSORFLOW } from '../versions.mjs';

/** @import { Places } from '../files/places.mjs' */
/** @import { Step } from '../steps.mjs' */

/**
 * A folder with lib/ and include/ of TensorFlow's C library.
 * @typedef {{ kind: 'cpu' | 'gpu' | 'prebuilt', folder: string, version: string }} TensorFlowLibrary
 */

/**
 * The library that this machine should have. One for NVIDIA devices serves machines without them as well (a home shared by
 * login and compute nodes), so that it is kept once it is there. UMBRA_TENSORFLOW=cpu or gpu overrides.
 *
 * @param {Places} places
 * @returns {'cpu' | 'gpu'}
 */
export function wantedKind(places) {
  const asked = process.env['UMBRA_TENSORFLOW'];
  if (asked === 'cpu' || asked === 'gpu') return asked;
  if (asked)
    throw new SetupError('unexpected', `UMBRA_TENSORFLOW=${asked} is neither cpu nor gpu`, 'unset UMBRA_TENSORFLOW');
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'cpu';
  return installedSize(wheelFolder(places, 'gpu')) !== null || hasNvidiaDevice() ? 'gpu' : 'cpu';
}

/**
 * @param {Places} places
 * @returns {TensorFlowLibrary | null} what is installed for this machine; the package's prebuilt library counts
 */
export function findLibrary(places) {
  const kind = wantedKind(places);
  const folder = wheelFolder(places, kind);
  if (installedSize(folder) !== null) return { kind, folder, version: TENSORFLOW };
  const prebuilt = prebuiltFolder(places);
  return installedSize(prebuilt) === null ? null : { kind: 'prebuilt', folder: prebuilt, version: 'prebuilt' };
}

/**
 * @param {Places} places
 * @returns {Step}
 */
export function tensorFlowLibrary(places) {
  return {
    name: 'TensorFlow library',
    after: [],
    inPlace: () => findLibrary(places) !== null,
    async make(context) {
      const kind = wantedKind(places);
      const folder = wheelFolder(places, kind);
      try {
        requireWheelPlatform();
        await mkdir(places.state, { recursive: true });
        await requireSpace(places.state, WHEELS[kind].space, 'the TensorFlow library');
        await putInPlace(folder, (partial) => fillFromWheels(kind, partial, context));
      } catch (error) {
        if (!(error instanceof SetupError) || !FALLING_BACK.includes(error.code)) throw error;
        context.say(`${error.message.split('\n')[0]}; trying the prebuilt library of @tensorflow/tfjs-node-gpu`);
        await context.finished('npm dependencies');
        await installPrebuilt(places, context, error);
        return `the package's own prebuilt library, an old release for the CPU only, because: ${error.message.split('\n')[0]}`;
      }
      return `${TENSORFLOW} for ${kind === 'gpu' ? 'NVIDIA devices' : 'the CPU'} (${formatBytes(installedSize(folder) ?? 0)})`;
    },
  };
}

/** What makes the prebuilt library worth trying: the wheel cannot be had, whatever is done on this machine. */
const FALLING_BACK = ['no-pip', 'no-network', 'no-such-package', 'unsupported-platform'];

function requireWheelPlatform() {
  if (process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')) return;
  const message = `TensorFlow from PyPI is set up on Linux (x64, arm64) only, this is ${process.platform} ${process.arch}`;
  throw new SetupError('unsupported-platform', message, 'run Umbra on Linux, or in a Linux container');
}

/**
 * @param {Places} places
 * @param {'cpu' | 'gpu'} kind
 */
const wheelFolder = (places, kind) => path.join(places.state, `tensorflow-${TENSORFLOW}-${kind}`);
