import type { Platform } from './archive.ts'

/** A platform as `os/architecture/variant`; '' where none is known. */
export function platformText(platform: Platform | null): string {
  if (platform === null) return ''
  return [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/')
}
