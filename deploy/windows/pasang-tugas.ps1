# Mendaftarkan Pantau PIAK (web dan kolektor) pada Task Scheduler: berjalan sejak komputer menyala, tanpa ada yang masuk.
# Jalankan sekali di PowerShell sebagai administrator:  powershell -ExecutionPolicy Bypass -File deploy\windows\pasang-tugas.ps1
# Melepas: Unregister-ScheduledTask -TaskName "Pantau PIAK"
$ErrorActionPreference = "Stop"
$command = Join-Path $PSScriptRoot "pantau.cmd"
$folder = Join-Path $env:ProgramData "Pantau"
New-Item -ItemType Directory -Force -Path $folder | Out-Null
# Layanan berjalan sebagai LOCAL SERVICE: boleh menulis di sini saja. Pengguna biasa tidak boleh membaca kunci dan sandi.
icacls $folder /inheritance:r /grant:r "*S-1-5-32-544:(OI)(CI)F" "*S-1-5-18:(OI)(CI)F" "*S-1-5-19:(OI)(CI)M" | Out-Null
$action = New-ScheduledTaskAction -Execute "cmd.exe" -Argument "/d /c `"`"$command`" run >> `"$folder\pantau.log`" 2>&1`""
$trigger = New-ScheduledTaskTrigger -AtStartup
$user = New-ScheduledTaskPrincipal -UserId "S-1-5-19" -LogonType ServiceAccount
# Tanpa batas waktu: bawaan Windows menghentikan tugas sesudah tiga hari.
$settings = New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -RestartCount 999 `
    -RestartInterval (New-TimeSpan -Minutes 1) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -StartWhenAvailable
Register-ScheduledTask -TaskName "Pantau PIAK" -Action $action -Trigger $trigger -Principal $user -Settings $settings -Force
Start-ScheduledTask -TaskName "Pantau PIAK"
