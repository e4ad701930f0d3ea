/** The texts of the specifications that come with the lab. */

const files: Record<string, string> = import.meta.glob('../../datasets/specs/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** By name: that of the file without its ending. */
export const SHIPPED_SPECS: Record<string, string> = Object.fromEntries(
  Object.entries(files).map(([path, text]) => [path.replace(/^.*\/(.*)\.md$/, '$1'), text]),
);
