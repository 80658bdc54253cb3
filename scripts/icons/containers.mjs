// The two containers that hold PNG files of several sizes.

/** Types of an .icns file for PNG files, with the pixels of each: `ic11` to `ic14` are those of dense screens. */
const ICNS_TYPES = /** @type {const} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
])

/**
 * An icon file of Windows. Every size is stored as PNG, which Windows reads since Vista.
 *
 * @param {ReadonlyMap<number, Buffer>} pictures PNG files by pixels, at most 256
 * @returns {Buffer}
 */
export function icoOf(pictures) {
  const sizes = [...pictures.keys()].sort((a, b) => a - b)
  const header = Buffer.alloc(6 + 16 * sizes.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(sizes.length, 4)
  let offset = header.length
  for (const [index, size] of sizes.entries()) {
    const at = 6 + 16 * index
    const length = pictures.get(size)?.length ?? 0
    // 0 means 256.
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += length
  }
  return Buffer.concat([header, ...sizes.map((size) => pictures.get(size) ?? Buffer.alloc(0))])
}

/**
 * An icon file of macOS.
 *
 * @param {ReadonlyMap<number, Buffer>} pictures PNG files by pixels
 * @returns {Buffer}
 */
export function icnsOf(pictures) {
  const parts = ICNS_TYPES.map(([type, size]) => {
    const picture = pictures.get(size)
    if (picture === undefined) throw new Error(`There is no picture of ${size} pixels.`)
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(8 + picture.length, 4)
    return Buffer.concat([head, picture])
  })
  const length = 8 + parts.reduce((sum, part) => sum + part.length, 0)
  const head = Buffer.alloc(8)
  head.write('icns', 'latin1')
  head.writeUInt32BE(length, 4)
  return Buffer.concat([head, ...parts])
}
