@echo off
rem The command onionskin of the installed app. Commands are printed in the terminal, which waits for them; archives open
rem in a window. The list is that of shared/terminal-commands.ts.
setlocal
set "app=%~dp0..\..\Onionskin.exe"
for %%c in (inspect tree changes log search cat extract verify diff cache report help -h --help -V --version) do if "%~1"=="%%c" goto terminal
start "" "%app%" %*
exit /b 0
:terminal
"%app%" --log-level=3 -- %*
exit /b %errorlevel%
