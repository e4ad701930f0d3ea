/** Calls back once, when an element comes near the window: the time to load what it will show. */
export const whenNear =
  (load: () => void) =>
  (host: HTMLElement): (() => void) => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        load();
      },
      { rootMargin: '600px' },
    );
    observer.observe(host);
    return () => observer.disconnect();
  };
