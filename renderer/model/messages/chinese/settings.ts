import { formatCount, formatSize } from '../../amount.ts'
import type { settingsWords as English } from '../english/settings.ts'

/** The settings. */
export const settingsWords: typeof English = {
  settings: {
    title: '设置',
    open: '设置…',
    close: '关闭设置',
    theme: '外观',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
    language: '语言',
    systemLanguage: '跟随系统',
    languages: { en: 'English', 'zh-CN': '简体中文' },
    sizes: '大小单位',
    units: { decimal: '十进制', binary: '二进制' },
    unitHints: { decimal: '1 MB 为 1000 kB', binary: '1 MiB 为 1024 KiB' },
    columns: '文件树的列',
    columnNames: { size: '大小', layer: '层', mode: '权限', owner: '属主', mtime: '修改时间' },
    columnsHint: '窗口较窄时会省略靠后的列。',
    cache: '索引缓存',
    cacheHint: '保存在层中找到的内容，以便下次更快打开。',
    cacheLimit: '最多占用',
    cacheHolds: (layers, bytes) =>
      layers === 0 ? '缓存为空。' : `其中有 ${formatCount(layers)} 个层，共 ${formatSize(bytes)}。`,
    cacheMeasured: '正在查看…',
    clearCache: '立即清除',
    lost: '无法理解设置文件，现使用默认设置。',
    lostKept: (path) => `原文件保留为 ${path}。`,
    dismiss: '关闭',
  },
}
