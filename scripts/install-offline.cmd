@echo off
rem Menyiapkan aplikasi di Windows dari arsip `make wheelhouse PLATFORM=win_amd64`, tanpa internet.
rem Python lain dari yang terbaru: py -3.11 scripts\install_offline.py
cd /d "%~dp0.."
where py >nul 2>nul
if errorlevel 1 (
    python scripts\install_offline.py %*
) else (
    py -3 scripts\install_offline.py %*
)
