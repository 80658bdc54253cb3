import type { FileAction } from '../../shared/desktop-api.ts'
import type { SaveForm } from '../../shared/save.ts'

const ENGLISH = {
  file: 'File',
  open: 'Open…',
  openFolder: 'Open Folder…',
  openRecent: 'Open Recent',
  compareWith: 'Compare with…',
  compareTitles: { first: 'Compare: the First Archive', other: 'Compare: the Other Archive' },
  pages: 'Web pages',
  clearRecent: 'Clear Recent Files',
  clearCache: 'Clear Index Cache…',
  save: 'Save As…',
  saveTar: 'Save as Tar…',
  closeWindow: 'Close Window',
  quit: 'Quit',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  view: 'View',
  actualSize: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Toggle Full Screen',
  window: 'Window',
  minimize: 'Minimize',
  help: 'Help',
  about: 'About Onionskin',
  imageArchives: 'Image archives',
  allFiles: 'All files',
  tarArchives: 'Tar archives',
  saveTitles: { file: 'Save File', folder: 'Save as a New Folder', tar: 'Save as Tar' } as Readonly<
    Record<SaveForm, string>
  >,
  fileActions: {
    save: 'Save As…',
    saveTar: 'Save as Tar…',
    copyPath: 'Copy Path',
    copyLayerDigest: 'Copy Digest of Layer',
    copyDockerCommand: 'Copy as docker Command',
    copyExtractCommand: 'Copy as onionskin Command',
  } as Readonly<Record<FileAction, string>>,
  pageGone: 'This window stopped working.',
  pageGoneDetail: 'Nothing is lost: the archive is only read. Loading the window again opens it anew.',
  loadAgain: 'Load Again',
  cacheHolds: (layers: number, bytes: number): string =>
    `The index cache holds ${layers === 1 ? 'one layer' : `${layers} layers`}, ${megabytes(bytes, 'en')}.`,
  cacheIsEmpty: 'The index cache is empty.',
  cacheDetail: 'It keeps what was found in layers, so that they open faster the next time. Archives are never changed.',
  clearCacheNow: 'Clear',
  cancel: 'Cancel',
  closeDialog: 'OK',
}

/** What menus and dialogs of the app say; the page has words of its own. */
export type MenuWords = Readonly<typeof ENGLISH>

const CHINESE: MenuWords = {
  file: '文件',
  open: '打开…',
  openFolder: '打开文件夹…',
  openRecent: '最近打开',
  compareWith: '与…比较',
  compareTitles: { first: '比较：第一个归档', other: '比较：另一个归档' },
  pages: '网页',
  clearRecent: '清除最近打开的文件',
  clearCache: '清除索引缓存…',
  save: '另存为…',
  saveTar: '另存为 tar…',
  closeWindow: '关闭窗口',
  quit: '退出',
  edit: '编辑',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  view: '视图',
  actualSize: '实际大小',
  zoomIn: '放大',
  zoomOut: '缩小',
  fullScreen: '切换全屏',
  window: '窗口',
  minimize: '最小化',
  help: '帮助',
  about: '关于 Onionskin',
  imageArchives: '镜像归档',
  allFiles: '所有文件',
  tarArchives: 'tar 归档',
  saveTitles: { file: '保存文件', folder: '保存为新文件夹', tar: '保存为 tar' },
  fileActions: {
    save: '另存为…',
    saveTar: '另存为 tar…',
    copyPath: '复制路径',
    copyLayerDigest: '复制层的摘要',
    copyDockerCommand: '复制为 docker 命令',
    copyExtractCommand: '复制为 onionskin 命令',
  },
  pageGone: '此窗口已停止工作。',
  pageGoneDetail: '没有任何数据丢失：归档只会被读取。重新加载窗口会再次打开它。',
  loadAgain: '重新加载',
  cacheHolds: (layers, bytes) => `索引缓存中有 ${layers} 个层，共 ${megabytes(bytes, 'zh')}。`,
  cacheIsEmpty: '索引缓存为空。',
  cacheDetail: '它保存层中已找到的内容，以便下次更快打开。归档本身从不更改。',
  clearCacheNow: '清除',
  cancel: '取消',
  closeDialog: '好',
}

function megabytes(bytes: number, language: string): string {
  const format = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(language, format).format(bytes / 1_000_000)
}

/** The words for a locale as the system names it: Chinese where it begins with `zh`, else English. */
export function menuWords(locale: string): MenuWords {
  return /^zh\b/i.test(locale) ? CHINESE : ENGLISH
}
