/** Something that was opened and must be closed once by whoever owns it. Closing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Owns several disposables and closes them in the opposite order. */
export class DisposableStore implements Disposable {
  private readonly owned: Disposable[] = [];
  private disposed = false;

  /** Takes ownership of `item`; closes it at once where the store is already closed. */
  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.owned.push(item);
    return item;
  }

  /** Runs `close` when the store is disposed of. */
  onDispose(close: () => void): void {
    this.add({ dispose: close });
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const item of this.owned.reverse()) item.dispose();
    this.owned.length = 0;
  }
}
