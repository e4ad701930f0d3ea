/** Before any test in the browser: the page's own fonts, both of them, there and in use. */
import '../../src/fonts/all-letters.css';

const FONTS = ['Source Serif 4 Variable', 'Source Sans 3 Variable'];

for (const family of FONTS) {
  const faces = await document.fonts.load(`1em '${family}'`);
  if (faces.length === 0) throw new Error(`The font ${family} is not there.`);
}
