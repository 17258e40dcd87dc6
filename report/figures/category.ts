import type { Header } from './layout.ts';

/** What all figures of one category say. */
export interface CategoryContext {
  /** `DH LDS, low m_{Z'}`, in markup. */
  readonly category: string;
  readonly header: Header;
}
