import { LONGEST_NAME } from './name-parts'

/** What helper headers say of the member that comes next; an address of 0 where they do not. Addresses are of the window. */
let paxName: usize = 0
let paxNameLength: u32 = 0
let paxLink: usize = 0
let paxLinkLength: u32 = 0
let longName: usize = 0
let longNameLength: u32 = 0
let longLink: usize = 0
let longLinkLength: u32 = 0

const PAX: u8 = 0x78
const GNU_LONG_NAME: u8 = 0x4c
const GNU_LONG_LINK: u8 = 0x4b

const SPACE: u8 = 0x20
const NEWLINE: u8 = 0x0a
const EQUALS: u8 = 0x3d
/** "path" and "link" as words. */
const PATH: u32 = 0x68746170
const LINK: u32 = 0x6b6e696c

/** Before the helpers of the next member. */
export function forgetHelpers(): void {
  paxName = 0
  paxLink = 0
  longName = 0
  longLink = 0
}

/** Whether a type flag is that of a helper which may be read here. */
export function isHelper(flag: u8): bool {
  return flag == PAX || flag == GNU_LONG_NAME || flag == GNU_LONG_LINK
}

/** Reads the body of a helper; false where it says more than a name or a target, or is not as it should be: see pax.ts. */
export function readHelper(flag: u8, body: usize, size: u32): bool {
  if (size > LONGEST_NAME) return false
  if (flag == PAX) return readPax(body, size)
  let length: u32 = 0
  while (length < size && load<u8>(body + length) != 0) length++
  if (flag == GNU_LONG_NAME) {
    longName = body
    longNameLength = length
  } else {
    longLink = body
    longLinkLength = length
  }
  return true
}

/** Records `LENGTH KEY=VALUE\n`, none but `path` and `linkpath`. */
function readPax(body: usize, size: u32): bool {
  const end = body + size
  let at = body
  while (at < end) {
    let length: u32 = 0
    let digits: u32 = 0
    while (at + digits < end && digits < 6) {
      const digit: u32 = <u32>load<u8>(at + digits) - 0x30
      if (digit > 9) break
      length = length * 10 + digit
      digits++
    }
    const key = at + digits + 1
    const next = at + length
    if (digits == 0 || load<u8>(at + digits) != SPACE || next > end || next < key + 6) return false
    if (load<u8>(next - 1) != NEWLINE) return false
    if (load<u32>(key) == PATH && load<u8>(key, 4) == EQUALS) {
      paxName = key + 5
      paxNameLength = <u32>(next - 1 - paxName)
    } else if (next > key + 10 && load<u32>(key) == LINK && load<u32>(key, 4) == PATH && load<u8>(key, 8) == EQUALS) {
      paxLink = key + 9
      paxLinkLength = <u32>(next - 1 - paxLink)
    } else return false
    at = next
  }
  return true
}

/** Whether helpers say the name; then where it is, and how long. */
export function saysName(): bool {
  return (paxName | longName) != 0
}

export function helperName(): usize {
  return paxName != 0 ? paxName : longName
}

export function helperNameLength(): u32 {
  return paxName != 0 ? paxNameLength : longNameLength
}

/** Whether helpers say the target of a link; then where it is, and how long. */
export function saysLink(): bool {
  return (paxLink | longLink) != 0
}

export function helperLink(): usize {
  return paxLink != 0 ? paxLink : longLink
}

export function helperLinkLength(): u32 {
  return paxLink != 0 ? paxLinkLength : longLinkLength
}
