import type { Platform } from './archive.ts'

/** Something about an image that is no problem, but that who looks at its files should know. */
export interface ImageHint {
  readonly kind: 'windows'
  readonly message: string
}

/**
 * Hints of an image. Layers of Windows images keep the file system below `Files/` and the registry in `Hives/` (OCI
 * image-spec, layer.md, knows no more than `os`; the folders are those of Microsoft's hcsshim); they are shown as they are.
 */
export function imageHints(platform: Platform | null): readonly ImageHint[] {
  if (platform?.os !== 'windows') return []
  return [
    {
      kind: 'windows',
      message: 'This is a Windows image: its files lie under Files/, its registry under Hives/.',
    },
  ]
}
