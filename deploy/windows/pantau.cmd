@echo off
rem Perintah aplikasi di Windows dengan pengaturan dari pantau.env:  pantau run  |  pantau user add siti --role admin
rem Berkas pengaturan: C:\ProgramData\Pantau\pantau.env, atau jalur lain di variabel PENGATURAN.
setlocal DisableDelayedExpansion
if not defined PENGATURAN set "PENGATURAN=%ProgramData%\Pantau\pantau.env"
if not exist "%PENGATURAN%" (
    echo %PENGATURAN% tidak ada. Perbaikan: salin deploy\pantau.env.example ke sana, lalu isi 1>&2
    exit /b 2
)
for /f "usebackq eol=# tokens=1,* delims==" %%a in ("%PENGATURAN%") do set "%%a=%%b"
set "PYTHONUTF8=1"
cd /d "%~dp0..\.."
.venv\Scripts\python.exe -m dashboard %*
exit /b %ERRORLEVEL%
