; Offers Onionskin under "Open with" for archives, and leaves to each type of file the program that opens it now.

!macro onionskinOpensWith EXTENSION
  WriteRegStr SHELL_CONTEXT "Software\Classes\${EXTENSION}\OpenWithProgids" "Onionskin.ImageArchive" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\SupportedTypes" "${EXTENSION}" ""
!macroend

!macro onionskinForgets EXTENSION
  DeleteRegValue SHELL_CONTEXT "Software\Classes\${EXTENSION}\OpenWithProgids" "Onionskin.ImageArchive"
!macroend

!macro onionskinForEach ACTION
  !insertmacro ${ACTION} ".tar"
  !insertmacro ${ACTION} ".tgz"
  !insertmacro ${ACTION} ".gz"
  !insertmacro ${ACTION} ".tzst"
  !insertmacro ${ACTION} ".zst"
  !insertmacro ${ACTION} ".txz"
  !insertmacro ${ACTION} ".xz"
  !insertmacro ${ACTION} ".tbz2"
  !insertmacro ${ACTION} ".bz2"
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Onionskin.ImageArchive" "" "Container image archive"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Onionskin.ImageArchive\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Onionskin.ImageArchive\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}" "FriendlyAppName" "Onionskin"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  !insertmacro onionskinForEach onionskinOpensWith
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

!macro customUnInstall
  !insertmacro onionskinForEach onionskinForgets
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Onionskin.ImageArchive"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Applications\${APP_EXECUTABLE_FILENAME}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend
