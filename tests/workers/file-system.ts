/** The part of the browser's private file system that a store uses, in memory, with a disk that may fail. */

/** What became of writing: after so many more operations on open files, every one throws. */
export interface Disk {
  left: number;
}

const missing = () => new DOMException('There is no such entry.', 'NotFoundError');

class FakeFile {
  bytes = new Uint8Array();
  constructor(private readonly disk: Disk) {}

  getFile = () => Promise.resolve(new File([this.bytes.slice()], 'file'));

  createSyncAccessHandle = () => {
    const work = () => {
      if (this.disk.left-- <= 0) throw new DOMException('The disk is full.', 'QuotaExceededError');
    };
    return Promise.resolve({
      truncate: (size: number) => {
        work();
        this.bytes = this.bytes.slice(0, size);
      },
      write: (data: ArrayBufferView, { at }: { at: number }) => {
        work();
        const longer = new Uint8Array(Math.max(this.bytes.length, at + data.byteLength));
        longer.set(this.bytes);
        longer.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
        this.bytes = longer;
        return data.byteLength;
      },
      flush: work,
      close: () => undefined,
    });
  };
}

class FakeFolder {
  readonly entries = new Map<string, FakeFile | FakeFolder>();
  constructor(private readonly disk: Disk) {}

  private entry(name: string, create: boolean, make: () => FakeFile | FakeFolder) {
    const entry = this.entries.get(name) ?? (create ? make() : undefined);
    if (!entry) return Promise.reject(missing());
    this.entries.set(name, entry);
    return Promise.resolve(entry);
  }

  getDirectoryHandle = (name: string, { create = false } = {}) =>
    this.entry(name, create, () => new FakeFolder(this.disk));
  getFileHandle = (name: string, { create = false } = {}) => this.entry(name, create, () => new FakeFile(this.disk));
  removeEntry = (name: string) => (this.entries.delete(name) ? Promise.resolve() : Promise.reject(missing()));
}

/** An empty file system. */
export const fakeRoot = (disk: Disk): FileSystemDirectoryHandle =>
  new FakeFolder(disk) as unknown as FileSystemDirectoryHandle;
