import * as zlib from 'node:zlib'

/**
 * Why a bar may not be held, by contest and by what the bar is of. What a profile says of each is in docs/performance.md.
 *
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
const reasons = {
  raw: {
    'against tar -tf … | cat':
      'starting Node and loading the program is a quarter of the time; the rest is divided about evenly between reading headers and stacking layers',
  },
  million: {
    'against tar -tf … | cat':
      'stacking is done by one thread, and new memory costs a fault for every 4 KiB: see how many cores are free, and how fast memory is had',
    'against tar-stream': 'as against tar',
  },
  gzip: {
    'against gzip -dc':
      'two threads inflate and two hash: where the cores are threads of one they share its units, and a second one adds less than a half',
  },
  zstd: {
    'against zstd -dc':
      'createZstdDecompress' in zlib
        ? 'the largest layer is one frame, which only one thread can inflate: it takes as long as zstd does, and a digest of what it makes comes on top'
        : 'the largest layer is one frame, which only one thread can inflate; WebAssembly takes 1.4 to 2.2 times as long as zstd for it, and a digest of what it makes comes on top',
  },
  engine: {
    'counts of a letter in the filter, the slowest':
      'the first letter is in nearly all names; asked before the rehearsal is done, it waits for the code to be compiled, and for names to be folded to small letters',
    'paths found for a letter, the slowest':
      'the first letters are in half of all names, and each path that has them is scored; later letters go on from those',
    'children of a directory with a million files, by name':
      'all names of a directory are ordered at once, before its first page; later pages cost nothing',
    'a byte of a file in a gzip layer, the slowest':
      'up to 4 MiB are inflated from the check-point before, by a thread that may still be starting',
    'the same, the slowest':
      'up to 4 MiB are inflated from the check-point before, by a thread that may still be starting',
  },
  window: {
    'from opening to the list of layers':
      'the engine has the list after 2 ms; the rest is starting the app, and differs from start to start',
    'from a click on a layer to its rows':
      'the first look at a layer that was not summed ahead yet sums the sizes of its directories',
    'from a click on a directory to its rows':
      'the engine answers in a millisecond; the rest is the page, which was not profiled: there are more rows to paint than with a hundred entries, by the processor where there is no graphics card',
    'dragging the scroll bar: 95 of 100 frames':
      'all rows in sight are others with each frame, painted by the processor where there is no graphics card; not profiled',
    'a letter in the palette': 'the first letters are in half of all names, and each path that has them is scored',
    'the same, the slowest': 'the first letter, which nearly all names have',
  },
}

/**
 * Why a bar is not held; null where nothing is known.
 *
 * @param {string} contest
 * @param {string} bar
 */
export function reasonFor(contest, bar) {
  return reasons[contest]?.[bar] ?? null
}
