/** The parts of jsroot that Umbra uses; the package ships empty declarations. Field names are ROOT's own. */
declare module 'jsroot/core' {
  /** What jsroot keeps for itself; `_ZstdStream` is the zstd decoder that it uses once it is set. */
  export const internals: { _ZstdStream?: { decompress(frame: Uint8Array): Uint8Array } };
}

declare module 'jsroot/io' {
  export interface TKey {
    readonly fName: string;
    readonly fClassName: string;
    readonly fCycle: number;
  }
  export interface TDirectory {
    readonly fKeys: readonly TKey[];
  }
  export interface TFile extends TDirectory {
    /** Rejects when no key has this name (`directory/name`, `name;cycle`). */
    getKey(name: string): Promise<TKey>;
    readObject(name: string): Promise<unknown>;
    readDirectory(name: string): Promise<TDirectory>;
  }
  /** Where jsroot gets a file's bytes from. */
  export class FileProxy {
    openFile(): Promise<boolean>;
    getFileName(): string;
    getFileSize(): number;
    readBuffer(position: number, length: number): Promise<DataView>;
  }
  export function openFile(proxy: FileProxy): Promise<TFile>;
}
